import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  plugins: [react()],
  resolve: {
    alias: [
      { find: /^@std\/(.*)\/(.*)$/, replacement: "deno-std/$1/$2.js" },
      { find: "protobufjs/minimal.js", replacement: "protobufjs/minimal" },
    ],
  },
});
