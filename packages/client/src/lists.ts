import type { CallOptions } from "./options.ts";
import { get } from "./transport/call.ts";
import type { Transport } from "./transport/transport.ts";

type Filter = Record<string, string | number | undefined> & { cursor?: string };
type PageOf<Name extends string, Item> = { [Key in Name]: Item[] } & { next_cursor: string | null };

/** All there is, newest first, a page at a time and each only when it is needed. The time of a call is that of a page. */
export async function* listed<Item, Name extends string>(
  transport: Transport,
  { path, name }: { path: string; name: Name },
  filter: Filter,
  options: CallOptions,
): AsyncGenerator<Item, void, undefined> {
  for (let cursor: string | null | undefined = filter.cursor; cursor !== null; ) {
    const query: Filter = cursor === undefined ? filter : { ...filter, cursor };
    const { body } = await transport.send<PageOf<Name, Item>>(get(path, query), transport.begin(options));
    yield* body[name];
    cursor = body.next_cursor;
  }
}
