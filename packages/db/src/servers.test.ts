import { describe, expect, it } from "vitest";
import { serversOf } from "./servers.ts";

describe("a URL of PostgreSQL", () => {
  it("of one server is taken as it is", () => {
    const url = "postgres://u:p%40ss@database:6000/assent?sslmode=require";
    expect(serversOf(url)).toEqual({ urls: [url], writable: false });
  });

  it("of several servers is one URL for each, with the same user, database and options", () => {
    expect(serversOf("postgresql://u:p%2Cw@h1:5432,h2:5433,h3/db?target_session_attrs=read-write&sslmode=require")).toEqual({
      urls: ["h1:5432", "h2:5433", "h3"].map((host) => `postgresql://u:p%2Cw@${host}/db?sslmode=require`),
      writable: true,
    });
  });

  it("may say of one server that it must take writes", () => {
    expect(serversOf("postgres://h1/db?target_session_attrs=primary")).toEqual({ urls: ["postgres://h1/db"], writable: true });
  });

  it.each([
    ["x", "must be a postgres:// URL"],
    ["mysql://h1,h2/db", "must be a postgres:// URL"],
    ["postgres://h1:543210/db", "must be a postgres:// URL"],
    ["postgres://h1:5432,h2:x/db?target_session_attrs=read-write", "must be a postgres:// URL"],
    ["postgres://h1,h2/db", "names several servers, so it must have target_session_attrs=read-write"],
    ["postgres://h1,h2/db?target_session_attrs=any", "must have target_session_attrs=read-write: everything writes"],
    ["postgres://h1/db?target_session_attrs=standby", "must have target_session_attrs=read-write: everything writes"],
  ])("%s: %s", (url, rule) => {
    expect(() => serversOf(url)).toThrow(rule);
  });
});
