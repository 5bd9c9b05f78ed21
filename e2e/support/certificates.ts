/** Certificates of a CA that nobody else trusts, made by openssl. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownFolder } from "./folder.ts";

export interface Certificate {
  cert: string;
  key: string;
}

/** @returns the files of a CA and of a certificate for 127.0.0.1 that it has signed */
export function makeCertificates(): { cacert: string; server: Certificate; client: Certificate } {
  const folder = ownFolder("tls");
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "ignore" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  writeFileSync(file("san.cnf"), "subjectAltName=IP:127.0.0.1\n");
  openssl("req", "-x509", ...newKey, "-days", "1", "-subj", "/CN=a CA of a test", "-keyout", file("ca.key"), "-out", file("ca.pem"));

  function signed(name: string): Certificate {
    const [cert, key, request] = [file(`${name}.pem`), file(`${name}.key`), file(`${name}.csr`)];
    openssl("req", ...newKey, "-subj", `/CN=${name}`, "-keyout", key, "-out", request);
    const by = ["-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-CAcreateserial"];
    openssl("x509", "-req", "-in", request, ...by, "-days", "1", "-extfile", file("san.cnf"), "-out", cert);
    return { cert, key };
  }
  return { cacert: file("ca.pem"), server: signed("server"), client: signed("client") };
}
