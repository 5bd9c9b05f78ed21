// Exits 0 if the address in the first argument answers with success in time: a container's health check, without curl.
const TIMEOUT_MS = 3_000;

const { ok, status } = await fetch(process.argv[2], { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error) => ({
  ok: false,
  status: error.cause?.code ?? error.name,
}));
console.log(status);
process.exit(ok ? 0 : 1);
