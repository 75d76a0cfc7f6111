# One image for the bot and the worker: `serve` answers GitHub, `work` executes runs.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json esbuild.config.mjs ./
RUN npm ci --ignore-scripts
COPY src ./src
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
# git makes the worktrees; xz unpacks what Cassandra's Jenkins keeps; the init process reaps what a killed test leaves behind.
RUN apt-get update \
  && apt-get install -y --no-install-recommends git ca-certificates tini xz-utils \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 RETRIAL_DATA=/data
RUN mkdir -p /data /repositories && chown -R node:node /data /repositories
USER node
VOLUME ["/data", "/repositories"]
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT ?? 3000) + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--", "node", "dist/cli.js"]
CMD ["serve"]
