import { expect } from "vitest";
import type { Client } from "./client.ts";

/** Every object of a list, page by page; each page but the last must be full. */
export async function walk(
  client: Client,
  path: string,
  name: string,
  limit: number,
  onPage: (page: unknown[]) => Promise<void> = async () => {},
) {
  const all: Record<string, unknown>[] = [];
  for (let cursor = ""; ; ) {
    const { status, body } = await client.get(`${path}${path.includes("?") ? "&" : "?"}limit=${limit}${cursor && `&cursor=${cursor}`}`);
    expect(status, JSON.stringify(body)).toBe(200);
    all.push(...body[name]);
    await onPage(body[name]);
    if (body.next_cursor === null) return all;
    expect(body[name]).toHaveLength(limit);
    cursor = body.next_cursor;
  }
}

export const idsOf = (objects: Record<string, unknown>[]) => objects.map(({ id }) => id as string);
