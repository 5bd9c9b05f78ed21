import { describe, expect, it } from "vitest";
import { isPublic, wrongWith } from "./addresses.ts";

const NONE = new Set<string>();

describe("an address", () => {
  it.each(["1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450::1"])(
    "is public: %s",
    (address) => {
      expect(isPublic(address)).toBe(true);
    },
  );

  it.each([
    ...["127.0.0.1", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"],
    ...["255.255.255.255", "240.0.0.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1"],
    ...["::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "2001:db8::1", "nonsense", ""],
  ])("is not public: %s", (address) => {
    expect(isPublic(address)).toBe(false);
  });
});

describe("where a webhook leads", () => {
  it.each(["https://example.com/hook?x=1", "https://example.com:8443/", "https://1.1.1.1/"])("may be %s", (url) => {
    expect(wrongWith(url, NONE)).toBeUndefined();
  });

  it.each([
    ["http://example.com/", "must be an https URL"],
    ["ftp://example.com/", "must be an https URL"],
    ["example.com", "must be an https URL"],
    ["https://user:pass@example.com/", "must not have a user or password in it"],
    ["https://example.com/#x", "must not have a fragment"],
    ["https://127.0.0.1/", "must not lead to a private address"],
    ["https://0x7f.1/", "must not lead to a private address"],
    ["https://2130706433/", "must not lead to a private address"],
    ["https://[::ffff:10.0.0.1]/", "must not lead to a private address"],
    ["https://[fe80::1]/", "must not lead to a private address"],
  ])("may not be %s", (url, rule) => {
    expect(wrongWith(url, NONE)).toBe(rule);
  });

  it("may be what is on the list, with its port or without", () => {
    expect(wrongWith("http://localhost:4000/", new Set(["localhost"]))).toBeUndefined();
    expect(wrongWith("http://127.0.0.1:4000/", new Set(["127.0.0.1:4000"]))).toBeUndefined();
    expect(wrongWith("http://127.0.0.1:4001/", new Set(["127.0.0.1:4000"]))).toBe("must be an https URL");
  });
});
