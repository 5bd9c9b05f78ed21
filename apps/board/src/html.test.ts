import { expect, it } from "vitest";
import { html } from "./html.ts";

it("escapes what is put in, also in an attribute", () => {
  const hostile = `"><script>alert('x')</script>&amp;`;
  expect(String(html`<a title="${hostile}">${hostile}</a>`)).toBe(
    '<a title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;amp;</a>',
  );
});

it("takes what a template has made as it is, one by one or as a list", () => {
  expect(String(html`<ul>${["a<", "b"].map((name) => html`<li>${name}</li>`)}${html`<li></li>`}</ul>`)).toBe(
    "<ul><li>a&lt;</li><li>b</li><li></li></ul>",
  );
});

it("escapes what only looks as if a template had made it", () => {
  expect(String(html`${String(html`<b>`)}`)).toBe("&lt;b&gt;");
  expect(String(html`!${"<b>"}`)).toBe("!&lt;b&gt;");
});

it("shows nothing for what is not there, and a nought for 0", () => {
  expect(String(html`${null}${undefined}${false}${0}`)).toBe("0");
});
