# One image for every process of Assent: the command says which one a container is.
#   node apps/api/src/main.ts      the API (the default)
#   node apps/worker/src/main.ts   a worker
#   node apps/board/src/main.ts    the operators' board
#   assent <command>               the command line: migrate, seed, token, ...

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY apps apps
COPY packages packages
# Manifests only, so that a change of code does not install everything again.
RUN find apps packages -type f ! -name package.json -delete

FROM node:24-bookworm-slim AS production
WORKDIR /app
COPY --from=dependencies /app ./
# Without development dependencies, and without the optional ones: the embedded PostgreSQL is for machines without a server.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error \
      --workspace @assent/api --workspace @assent/worker --workspace @assent/board --workspace @assent/cli \
 && find node_modules -type f \( -name '*.map' -o -name '*.md' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="Assent" \
      org.opencontainers.image.description="Consent-gated account sessions as durable jobs" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
# Nothing is installed at run time, so nothing that can install is left on the path.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn* /usr/local/etc/npmrc \
 && printf '#!/bin/sh\nexec node /app/apps/cli/src/main.ts "$@"\n' >/usr/local/bin/assent && chmod 755 /usr/local/bin/assent
WORKDIR /app
COPY --from=production /app/node_modules node_modules
COPY package.json ./
COPY deploy/healthcheck.mjs deploy/
COPY migrations migrations
COPY packages packages
COPY apps apps
USER node
CMD ["node", "apps/api/src/main.ts"]
