import postgres from "postgres";

/** Runs statements on a connection of their own: what creates or drops databases needs one to another database. */
export async function inServer(url: string, run: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await run(sql);
  } finally {
    await sql.end();
  }
}
