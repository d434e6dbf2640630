/** Set by build.mjs: the address of the bundled worker.js. */
declare const WORKER_URL: string;

/** Made by build.mjs from config/locales: every language of the app, loaded on demand. */
declare module "safehold:catalogues" {
  export const languages: readonly { code: string; name: string; dir: "ltr" | "rtl" }[];
  /** @returns the parsed Fluent messages of a language. */
  export function load(code: string): Promise<{ body: readonly unknown[] }>;
}
