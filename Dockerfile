# One image for every process of Assent: the command says which one a container is.
#   node dist/api.js      the API (the default)
#   node dist/worker.js   a worker
#   node dist/board.js    the operators' board
#   assent <command>      the command line: migrate, seed, token, ...

FROM node:24-bookworm-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY apps apps
COPY packages packages
COPY deploy deploy
# Manifests only, so that a change of code does not install everything again.
RUN find apps packages deploy -type f ! -name package.json -delete

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY --from=manifests /app ./
COPY patches patches
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error --workspace @assent/deploy \
      --workspace @assent/api --workspace @assent/worker --workspace @assent/board --workspace @assent/cli \
 && node_modules/.bin/patch-package --error-on-fail
COPY apps apps
COPY packages packages
COPY deploy/bundle.mjs deploy/
RUN node deploy/bundle.mjs dist \
 && find node_modules/@bull-board/ui node_modules/swagger-ui-dist -type f \( -name '*.map' -o -name '*.md' -o -name '*.d.ts' \) -delete

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="Assent" \
      org.opencontainers.image.description="Consent-gated account sessions as durable jobs" \
      org.opencontainers.image.licenses="MIT"
# No signal opens a debugger. V8's young generation would grow to 128 MiB, and glibc's allocator keeps a pool for each of Node's threads.
ENV NODE_ENV=production \
    NODE_OPTIONS="--disable-sigusr1 --max-semi-space-size=16 --enable-source-maps" \
    MALLOC_ARENA_MAX=2
# Nothing is installed at run time, so nothing that can install is left on the path.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn* /usr/local/etc/npmrc \
 && printf '#!/bin/sh\nexec node /app/dist/cli.js "$@"\n' >/usr/local/bin/assent && chmod 755 /usr/local/bin/assent
WORKDIR /app
# The pages of the board and of the API's documentation are all that is still read from packages.
COPY --from=build /app/node_modules/@bull-board/ui node_modules/@bull-board/ui
COPY --from=build /app/node_modules/htmx.org/package.json node_modules/htmx.org/
COPY --from=build /app/node_modules/htmx.org/dist/htmx.min.js node_modules/htmx.org/dist/
COPY --from=build /app/node_modules/uplot/package.json node_modules/uplot/
COPY --from=build /app/node_modules/uplot/dist/uPlot.iife.min.js /app/node_modules/uplot/dist/uPlot.min.css node_modules/uplot/dist/
COPY --from=build /app/node_modules/swagger-ui-dist node_modules/swagger-ui-dist
COPY apps/board/assets apps/board/assets
COPY package.json ./
COPY deploy/healthcheck.mjs deploy/
COPY migrations migrations
COPY --from=build /app/dist dist
USER node
CMD ["node", "dist/api.js"]
