/** Components that are loaded when they are first shown; a failed load can be tried again. */
import { type ComponentType, use } from "react";
import { loadPart } from "./load_part.ts";

interface Part<Props> {
  default: ComponentType<Props>;
}

const failed = new Set<() => void>();

/** A component that is loaded when it is first shown. React's own remembers a failure forever. */
export function lazily<Props extends object>(
  load: () => Promise<Part<Props>>,
): ComponentType<Props> {
  let part: Promise<Part<Props>> | undefined;
  const start = () => {
    const loading = loadPart(load);
    loading.catch(() => failed.add(() => part = undefined));
    return loading;
  };
  return function Lazy(props: Props) {
    const { default: Shown } = use(part ??= start());
    return <Shown {...props} />;
  };
}

/** Parts that could not be loaded are loaded once more when they are next shown. */
export function tryPartsAgain(): void {
  for (const forget of failed) forget();
  failed.clear();
}
