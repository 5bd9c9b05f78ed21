interface Place {
  host: string;
  port: number;
  backlog?: number;
}

interface Listener {
  log: { level: string };
  listen(place: Place): Promise<unknown>;
}

/** Without Fastify's own line about it, which has no `event`: who calls this writes one that has. */
export async function listenQuietly(app: Listener, place: Place): Promise<void> {
  const { level } = app.log;
  app.log.level = "silent";
  try {
    await app.listen(place);
  } finally {
    app.log.level = level;
  }
}
