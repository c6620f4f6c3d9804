# The current LTS that all dependencies are tried on.
ARG NODE_VERSION=24
FROM node:${NODE_VERSION}-bookworm-slim AS base
WORKDIR /app

# Everything, to compile.
FROM base AS build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY src src
RUN npm run build

# What runs. EMBEDDED=false leaves the built-in model and the embedded store out, for Bedrock and S3 Vectors.
FROM base AS production
ARG EMBEDDED=true
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev \
  && if [ "$EMBEDDED" = false ]; then npm uninstall --no-save --omit=dev @lancedb/lancedb apache-arrow onnxruntime-node; fi \
  && rm -rf node_modules/onnxruntime-node/bin/napi-v*/darwin node_modules/onnxruntime-node/bin/napi-v*/win32 \
  && rm -rf .npmrc package-lock.json
COPY models models
# The shipped taxonomy serves any model.
RUN if [ "$EMBEDDED" = false ]; then find models -type f ! -name taxonomy.json -delete; fi
COPY schema schema
COPY src/storefront src/storefront
COPY LICENSE docs/licences.md ./
COPY --from=build /app/dist dist

FROM base AS service
# CLIPS=true adds ffmpeg, by which the built-in model reads clips (docker/README.md).
ARG CLIPS=false
RUN if [ "$CLIPS" = true ]; then \
    apt-get update && apt-get install -y --no-install-recommends ffmpeg && rm -rf /var/lib/apt/lists/*; fi
LABEL org.opencontainers.image.title="Vitrine" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=production /app ./
RUN mkdir /data && chown node:node /data
# Of glibc's arenas, eight a core, each keeps what photos left in it: two hold a third less (docs/operations.md).
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/data MALLOC_ARENA_MAX=2
USER node
EXPOSE 4000
VOLUME /data
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/commands/vitrine.js", "serve"]

# The service with the demo catalogue of a development dependency; for trying out, not for shipping.
FROM service AS demo
COPY --from=build /app/node_modules/@vendure/create node_modules/@vendure/create
CMD ["node", "dist/commands/vitrine.js", "demo"]

FROM service
