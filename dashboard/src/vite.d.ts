/** The address of a file that Vite puts next to the page. */
declare module "*?url" {
  const address: string;
  export default address;
}
