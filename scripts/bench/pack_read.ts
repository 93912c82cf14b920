/**
 * What `deml inspect` is compared with: reading a file and hashing it, nothing else.
 *
 * @module
 */
const [path = ""] = Deno.args;
const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
console.log(new Uint8Array(digest).toHex());
