// Exits 0 if the address in the first argument answers with success in time: a container's health check, without curl.
const TIMEOUT_MS = 3_000;
// It runs every few seconds beside each process: fetch, or an `import` of node:http, would cost it twice the CPU.
const { get } = process.getBuiltinModule("node:http");

function end(told, ok) {
  console.log(told);
  process.exit(ok ? 0 : 1);
}

const request = get(process.argv[2], { signal: AbortSignal.timeout(TIMEOUT_MS) });
request.on("response", ({ statusCode }) => end(statusCode, statusCode >= 200 && statusCode < 300));
request.on("error", ({ code, cause }) => end(cause?.name ?? code, false));
