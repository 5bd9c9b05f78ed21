import { createRequire } from "node:module";
import { dirname } from "node:path";
import fastifyStatic from "@fastify/static";
import type { Api } from "../context.ts";

const ASSETS = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
/** The page loads its own files and nothing from elsewhere; Swagger UI needs inline styles. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** OpenAPI at one address: a page for a browser, JSON for everybody else. */
export async function docsRoutes(app: Api) {
  await app.register(fastifyStatic, { root: ASSETS, serve: false });

  app.get("/api/docs", { schema: { hide: true } }, async (request, reply) => {
    reply.header("vary", "accept");
    if (!request.headers.accept?.includes("text/html")) return reply.send(app.contract());
    return reply.type("text/html; charset=utf-8").header("content-security-policy", POLICY).send(PAGE);
  });

  for (const [name, type] of [
    ["swagger-ui.css", "text/css"],
    ["swagger-ui-bundle.js", "text/javascript"],
  ] as const) {
    app.get(`/api/docs/${name}`, { schema: { hide: true } }, (_, reply) => reply.type(type).sendFile(name));
  }
  app.get("/api/docs/start.js", { schema: { hide: true } }, (_, reply) => reply.type("text/javascript").send(START));
}

const START = `SwaggerUIBundle({ url: "/api/docs", dom_id: "#docs", deepLinking: true, tryItOutEnabled: true });`;

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Assent API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`;
