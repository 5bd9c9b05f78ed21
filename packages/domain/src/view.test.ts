import { describe, expect, it } from "vitest";
import { z } from "zod";
import { viewOf } from "./view.ts";

const named = z.object({ id: z.string(), first_named_at: z.string().nullable(), last_seen_by: z.string().nullable() });

describe("viewOf", () => {
  it("shows what the view names, as JSON has it, and nothing else", () => {
    const row = { id: "1", firstNamedAt: new Date(0), lastSeenBy: undefined, sessionData: "CANARY" };
    for (let i = 0; i < 2; i++) {
      expect(viewOf(named, row)).toEqual({ id: "1", first_named_at: "1970-01-01T00:00:00.000Z", last_seen_by: null });
    }
  });

  it("tells views of one row apart", () => {
    const row = { id: "1", firstNamedAt: null, lastSeenBy: "me" };
    viewOf(named, row);
    expect(viewOf(named.pick({ last_seen_by: true }), row)).toEqual({ last_seen_by: "me" });
  });
});
