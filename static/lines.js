// Fetches the command line: the second part of the program, which shares memory and functions with the first. That one
// asks for it, as often as it takes.
import { initSync } from "./program.js";

// The name is what scripts/split.mjs has the program import: `wasm_split` and the name of the part. `answer` is a function
// of the program's, by its number: it takes `data` back, and whether the part is there.
export const __wasm_split_load_lines = async (answer, data) => {
  const program = initSync();
  let there = false;
  try {
    const response = await fetch(new URL("./lines.wasm", import.meta.url));
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    await WebAssembly.instantiate(await response.arrayBuffer(), { __wasm_split: program });
    there = true;
  } catch (why) {
    console.warn("The command line couldn't be fetched:", why);
  }
  program.__indirect_function_table.get(answer)(data, there);
};
