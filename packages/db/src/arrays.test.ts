import { expect, it } from "vitest";
import { readArray, writeArray } from "./arrays.ts";

it.each([
  { values: [], text: "{}" },
  { values: ["a", "b c", "", "NULL"], text: '{"a","b c","","NULL"}' },
  { values: ['say "so"', "back\\slash", "{x,y}", "two\nlines"], text: '{"say \\"so\\"","back\\\\slash","{x,y}","two\nlines"}' },
])("$text is written and read", ({ values, text }) => {
  expect(writeArray(values)).toBe(text);
  expect(readArray(text)).toEqual(values);
});

it("PostgreSQL quotes only what it must", () => {
  expect(readArray('{a,"b c",01a21f44-c714-72be-b587-785ab700c99b}')).toEqual(["a", "b c", "01a21f44-c714-72be-b587-785ab700c99b"]);
});
