/** A browser at the operators' board, as far as HTTP goes: it keeps cookies and says where it comes from. */
export interface Operator {
  get(path: string, headers?: Record<string, string>): Promise<Page>;
  send(method: string, path: string, headers?: Record<string, string>, body?: string): Promise<Page>;
  /** Opens the login page and sends its form. */
  logIn(password: string, headers?: Record<string, string>): Promise<Page>;
  /** What it would send now. */
  cookie(): string;
}

export interface Page {
  status: number;
  headers: Headers;
  cookies: string[];
  text: string;
}

export const FORM = { "content-type": "application/x-www-form-urlencoded" };
const HTML = { accept: "text/html" };

export function operatorAt(url: string, user: string): Operator {
  const jar = new Map<string, string>();
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");

  async function send(method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Page> {
    const always = { cookie: cookie(), "sec-fetch-site": "same-origin" };
    const answer = await fetch(url + path, { method, redirect: "manual", headers: { ...always, ...headers }, ...(body ? { body } : {}) });
    const cookies = answer.headers.getSetCookie();
    for (const one of cookies) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(one) ?? [];
      jar.set(name, value);
    }
    return { status: answer.status, headers: answer.headers, cookies, text: await answer.text() };
  }

  return {
    ...{ send, cookie },
    get: (path, headers) => send("GET", path, headers),
    async logIn(password, headers = {}) {
      const { text } = await send("GET", "/login", { ...HTML, ...headers });
      const [, csrf = ""] = /name="_csrf" value="([^"]+)"/.exec(text) ?? [];
      return send("POST", "/login", { ...HTML, ...FORM, ...headers }, new URLSearchParams({ user, password, _csrf: csrf }).toString());
    },
  };
}
