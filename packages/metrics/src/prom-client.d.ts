/** Its index loads twelve MiB more, of which nothing is used: clustering, a push gateway, summaries, collectors of its own. */
declare module "prom-client/lib/registry.js" {
  import { Registry } from "prom-client";
  export default Registry;
}
