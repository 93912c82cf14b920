/**
 * The state of the page: the form, the files, and what is computed from them.
 *
 * @module
 */
import { createContext, useContext, useEffect, useMemo, useRef, useState } from "react";
import { zodResolver } from "@hookform/resolvers/zod";
import { skipToken, useQuery, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { type Resolver, useForm, type UseFormReturn } from "react-hook-form";
import { type Hex, toHex, zeroHash } from "viem";
import type { Part } from "../../../../protocol/spec/part.ts";
import {
  checkSpec,
  type CompetitionSpec,
  encodeSpec,
  MAX_SPEC_BYTES,
} from "../../../../protocol/spec/spec.ts";
import { DemlError } from "../../../../protocol/errors.ts";
import { cidOfBytes } from "../../../../miner/ipfs/cid.ts";
import { useNow } from "../../chain/head.tsx";
import type { Tried } from "../../../../miner/organizer/prepare.ts";
import { type Draft, EMPTY, RECOMMENDED } from "../../../../miner/organizer/draft.ts";
import { type RefusedField, refusedFields } from "../../../../miner/organizer/refused_fields.ts";
import { specOf } from "../../../../miner/organizer/spec_of.ts";
import { type Reckoning, termsOf } from "../../../../miner/organizer/terms_of.ts";
import { checkedSchema, type Problems, problemsIn } from "./check.ts";
import { type Chosen, keepFiles, keptFiles } from "./files.ts";
import { type Prepared, usePrepared, useTried } from "./data_sets.ts";
import { roundSeconds } from "./round_seconds.ts";
import { keepDraft, loadDraft, onOtherDraft } from "./kept_draft.ts";

/** A spec that is final as long as the form does not change. */
export interface Final {
  spec: CompetitionSpec;
  bytes: Uint8Array;
  cid: string;
  digest: Hex;
}

/** Everything that the steps get. */
export interface Form {
  fields: UseFormReturn<Draft>;
  draft: Draft;
  change(update: (draft: Draft) => Draft): void;
  files: Partial<Record<Part, Chosen>>;
  choose(part: Part, chosen: Chosen | undefined): void;
  prepared: Record<Part, UseQueryResult<Prepared>>;
  tried: Record<Part, UseQueryResult<Tried>>;
  /** Stops the work on a data set */
  stop(part: Part): void;
  /** Everything that is wrong, also where nobody has typed yet */
  problems: Problems;
  /** The checked spec, with the real CIDs or without */
  spec: CompetitionSpec | undefined;
  final: Final | undefined;
  reckoning: Reckoning;
  /** Fields that careful clients refuse */
  refused: RefusedField[];
  /** CIDs that a gateway returned: not kept over a reload, since it may no longer have them */
  published: ReadonlySet<string>;
  onPublished(cid: string): void;
  /** Empties the form */
  clear(): void;
}

/** The form, for the components of every step. */
export const FormContext = createContext<Form | undefined>(undefined);

/** The form. */
export function useCreate(): Form {
  const form = useContext(FormContext);
  if (form === undefined) throw new Error("Outside the form");
  return form;
}

/** The state of the page. */
export function useCreation(): Form {
  const now = useNow();
  const clock = useRef(now);
  clock.current = now;
  const [resolver] = useState(() =>
    zodResolver(checkedSchema(() => clock.current), undefined, { raw: true }) as Resolver<Draft>
  );
  const [defaultValues] = useState(loadDraft);
  const fields = useForm<Draft>({ defaultValues, resolver, mode: "onTouched" });
  const draft = fields.watch();
  const typed = JSON.stringify(draft);
  const [files, setFiles] = useState<Form["files"]>({});
  const [published, setPublished] = useState<ReadonlySet<string>>(new Set());
  const queries = useQueryClient();

  // What another tab has typed is not kept again here: that would undo what it types next.
  const adopting = useRef(false);
  // Kept immediately, not when rendered: the page may be closed before.
  useEffect(() =>
    fields.subscribe({
      formState: { values: true },
      callback: ({ values }) => adopting.current || keepDraft(values),
    }), [fields]);
  useEffect(() => {
    const load = (mine: boolean) => {
      for (const part of ["test", "validation"] as const) {
        void keptFiles(part).then((kept) =>
          // A choice made in the meantime takes precedence.
          setFiles((before) => mine && before[part] ? before : { ...before, [part]: kept })
        );
      }
    };
    load(true);
    return onOtherDraft((other) => {
      adopting.current = true;
      fields.reset(other);
      adopting.current = false;
      load(false);
    });
  }, [fields]);
  // One field may decide whether another is wrong.
  const { errors } = fields.formState;
  useEffect(() => {
    const names = namesOf(errors);
    if (names.length > 0) void fields.trigger(names as "name"[]);
  }, [typed]);

  const change: Form["change"] = (update) => {
    const before = fields.getValues();
    const after = update(before);
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const key = name as keyof Draft;
      if (before[key] !== after[key]) fields.setValue(key, after[key] as never);
    }
  };
  const choose: Form["choose"] = (part, chosen) => {
    setFiles((before) => ({ ...before, [part]: chosen }));
    void keepFiles(part, chosen);
    // A key is only for the files that it was made for.
    if (part === "test") change((before) => ({ ...before, sealing: undefined }));
  };

  const prepared = {
    test: usePrepared("test", draft, files.test),
    validation: usePrepared("validation", draft, files.validation),
  };
  const known = {
    test: prepared.test.data?.cids,
    validation: prepared.validation.data?.cids,
  };
  const described = specOf(draft, known);
  const text = JSON.stringify(described);
  // Equal text is an equal spec, and no valid spec has a NaN.
  const spec = useMemo(() => checked(described), [text]);
  // A form without a name still says how its data is read.
  const reading = useMemo(
    () =>
      checked({ ...described, name: "-", description: "", limits: ANY.limits, engine: ANY.engine }),
    [text],
  );
  const tried = {
    test: useTried("test", reading, files.test),
    validation: useTried(
      "validation",
      draft.withValidation ? reading : undefined,
      files.validation,
    ),
  };
  const complete = spec !== undefined && known.test !== undefined &&
    (!draft.withValidation || known.validation !== undefined) &&
    (!draft.sealed || spec.test.sealed !== undefined);
  const { data: final } = useQuery({
    queryKey: ["create", "final", text],
    queryFn: !complete ? skipToken : async (): Promise<Final> => {
      const bytes = encodeSpec(spec);
      const cid = await cidOfBytes(bytes);
      return { spec, bytes, cid: String(cid), digest: toHex(cid.multihash.digest) };
    },
    staleTime: Infinity,
  });
  const digest = complete && final ? final.digest : zeroHash;
  const { reckoning, problems, refused } = useMemo(() => {
    const reckoning = termsOf(draft, now, digest);
    return {
      reckoning,
      problems: problemsIn(draft, now),
      refused: refusedFields(draft, reckoning, roundSeconds(draft)),
    };
  }, [typed, now, digest]);
  return {
    fields,
    draft,
    change,
    files,
    choose,
    prepared,
    tried,
    stop: (part) => void queries.cancelQueries({ queryKey: ["create", part] }),
    problems,
    spec,
    final: complete ? final : undefined,
    reckoning,
    refused,
    published,
    onPublished: (cid) => setPublished((before) => new Set([...before, cid])),
    clear: () => {
      setFiles({});
      void keepFiles("test", undefined);
      void keepFiles("validation", undefined);
      fields.reset(RECOMMENDED);
      keepDraft(RECOMMENDED);
    },
  };
}

/** The paths of the fields that have an error. */
function namesOf(errors: object, above = ""): string[] {
  return Object.entries(errors).flatMap(([name, value]) =>
    typeof value !== "object" || value === null
      ? []
      : typeof value.message === "string"
      ? [`${above}${name}`]
      : namesOf(value, `${above}${name}.`)
  );
}

/** Limits and engine that nobody has edited. */
const ANY = specOf(EMPTY);

/** A spec, if it is one. */
function checked(described: unknown): CompetitionSpec | undefined {
  try {
    const spec = checkSpec(described);
    return encodeSpec(spec).length <= MAX_SPEC_BYTES ? spec : undefined;
  } catch (error) {
    if (error instanceof DemlError) return undefined;
    throw error;
  }
}
