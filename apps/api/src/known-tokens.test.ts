import { afterEach, describe, expect, it, vi } from "vitest";
import { rememberTokens } from "./known-tokens.ts";
import { principalOf } from "./principal.ts";

const NOW_S = 1_800_000_000;
afterEach(() => void vi.useRealTimers());

/** Tokens that name their own subject; `exp` seconds from now. */
function checking(exp: number) {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW_S * 1_000 });
  const check = vi.fn(async (token: string) => ({ principal: principalOf(token, "sessions:read"), exp: NOW_S + exp }));
  return { check, authenticate: rememberTokens(check) };
}

describe("rememberTokens", () => {
  it("checks a token once and tells tokens apart", async () => {
    const { check, authenticate } = checking(300);
    for (const token of ["a", "b", "a", "b"]) expect((await authenticate(token)).name).toBe(token);
    expect(check).toHaveBeenCalledTimes(2);
  });

  it("checks again in the very millisecond in which the token expires", async () => {
    const { check, authenticate } = checking(10);
    await authenticate("a");
    vi.setSystemTime(NOW_S * 1_000 + 9_999);
    await authenticate("a");
    expect(check).toHaveBeenCalledTimes(1);
    vi.setSystemTime(NOW_S * 1_000 + 10_000);
    check.mockRejectedValueOnce(new Error("expired"));
    await expect(authenticate("a")).rejects.toThrow("expired");
  });

  it("checks a long-lived token again after a minute", async () => {
    const { check, authenticate } = checking(86_400);
    await authenticate("a");
    vi.setSystemTime(NOW_S * 1_000 + 60_000);
    await authenticate("a");
    expect(check).toHaveBeenCalledTimes(2);
  });

  it("remembers no token that was refused", async () => {
    const { check, authenticate } = checking(300);
    check.mockRejectedValueOnce(new Error("wrong signature"));
    await expect(authenticate("a")).rejects.toThrow("wrong signature");
    expect((await authenticate("a")).name).toBe("a");
  });

  it("forgets the oldest when there are too many", async () => {
    const { check, authenticate } = checking(300);
    for (let i = 0; i <= 1_000; i++) await authenticate(`t${i}`);
    await authenticate("t1");
    expect(check).toHaveBeenCalledTimes(1_001);
    await authenticate("t0");
    expect(check).toHaveBeenCalledTimes(1_002);
  });
});
