/**
 * How to convert other files into data sets, each in a line of Python.
 *
 * @module
 */

const CONVERSIONS: Readonly<Record<string, string>> = {
  "Parquet": 'pd.read_parquet("f").to_csv("f.csv", index=False)',
  "Arrow or Feather": 'pd.read_feather("f").to_csv("f.csv", index=False)',
  "Feather": 'pd.read_feather("f").to_csv("f.csv", index=False)',
  "HDF5": 'np.savez("f.npz", **{k: h5py.File("f")[k][:] for k in ("x", "y")})',
  "MATLAB": 'm = scipy.io.loadmat("f"); np.savez("f.npz", x=m["X"], y=m["y"])',
  "Excel": 'pd.read_excel("f").to_csv("f.csv", index=False)',
  "Excel 97": 'pd.read_excel("f").to_csv("f.csv", index=False)',
  "a Python pickle": 'pd.read_pickle("f").to_csv("f.csv", index=False), if you trust the file',
  "UTF-16 text": 'open("f.csv", "w").write(open("f", encoding="utf-16").read())',
  "UTF-32 text": 'open("f.csv", "w").write(open("f", encoding="utf-32").read())',
};
/** Archives and other compressions. */
const PACKED: ReadonlySet<string> = new Set(["ZIP", "tar", "7-Zip", "zstd", "bzip2", "xz"]);

/** What helps with such a file; undefined if nothing is known to. */
export function conversionOf(found: string): string | undefined {
  if (PACKED.has(found)) return "Unpack it first; of compressions, gzip is read as it comes";
  const python = CONVERSIONS[found];
  if (python !== undefined) return `Convert it, e.g. in Python: ${python}`;
  if (found === "HTML or XML") return "A page was saved instead of the file: download it again";
  return undefined;
}

/** A kind of file, in a sentence: `The file is …`. */
export function kindWords(found: string, format: string | undefined): string {
  const is = found === "unknown" ? "in an unknown binary format" : found;
  return format === undefined ? is : `${is}, not ${format.toUpperCase()}`;
}
