/**
 * Structure-aware mutations: what is changed is a dim, an edge, an attribute, an operator of a model
 * that is VALID, so that most of what comes out is nearly right.
 *
 * @module
 */
import { type NodeProto, TYPE } from "../../miner/model/onnx.ts";
import { OPERATORS } from "../../miner/model/operators/table.ts";
import { attr, type Graph, integers, type Model, node } from "./build.ts";

/** Numbers in 0 … 1, the same for the same seed: a Lehmer generator. */
export type Random = () => number;

export function random(seed: number): Random {
  let state = (seed % 2_147_483_646) + 1;
  const next = () => (state = state * 48_271 % 2_147_483_647) / 2_147_483_647;
  // The first numbers of neighbouring seeds are alike.
  for (let i = 0; i < 5; i++) next();
  return next;
}

const NUMBERS = [-1, 0, 1, 2, 3, 4, 5, 7, 16, 64, 1_024, 100_000, 2 ** 31 - 1, -(2 ** 31), 2 ** 40];
const NAMES = [...OPERATORS.keys()];

export function pick<T>(next: Random, list: readonly T[]): T {
  return list[Math.floor(next() * list.length)]!;
}

type Mutation = (next: Random, graph: Graph, model: Model) => void;

function anyNode(next: Random, graph: Graph): NodeProto {
  return pick(next, graph.node!);
}

/** Names that a node may read. */
function values(graph: Graph): string[] {
  return [
    ...(graph.input ?? []).map(({ name }) => name!),
    ...(graph.initializer ?? []).map(({ name }) => name!),
    ...(graph.node ?? []).flatMap(({ output }) => output ?? []),
  ];
}

const MUTATIONS: Mutation[] = [
  function operator(next, graph) {
    const [name, domain] = pick(next, NAMES).split("/").reverse();
    Object.assign(anyNode(next, graph), { opType: name, domain: domain ?? "" });
  },
  function edge(next, graph) {
    const { input } = anyNode(next, graph);
    if (input?.length) {
      input[Math.floor(next() * input.length)] = pick(next, ["", ...values(graph)]);
    }
  },
  function attribute(next, graph) {
    const entry = pick(next, anyNode(next, graph).attribute ?? []);
    if (entry === undefined) return;
    if (entry.ints?.length) {
      entry.ints[Math.floor(next() * entry.ints.length)] = pick(next, NUMBERS);
    } else if (entry.floats?.length) {
      entry.floats[Math.floor(next() * entry.floats.length)] = pick(next, [NaN, Infinity, 0, 1e30]);
    } else if (entry.i !== undefined) entry.i = pick(next, NUMBERS);
    else if (entry.f !== undefined) entry.f = pick(next, [NaN, -1, 0, Infinity]);
  },
  function list(next, graph) {
    const entry = pick(next, anyNode(next, graph).attribute ?? []);
    if (entry?.ints?.length) entry.ints = entry.ints.slice(Math.floor(next() * 2));
    else if (entry?.floats?.length) entry.floats = entry.floats.slice(1);
  },
  function newAttribute(next, graph) {
    const name = pick(next, ["axis", "axes", "perm", "pads", "strides", "group", "to", "keepdims"]);
    const value = next() < 0.5 ? attr.int(name, pick(next, NUMBERS)) : attr.ints(
      name,
      Array.from({ length: 1 + Math.floor(next() * 4) }, () => pick(next, NUMBERS)),
    );
    const found = anyNode(next, graph);
    found.attribute = [...found.attribute ?? [], value];
  },
  function insertion(next, graph) {
    const [name, domain] = pick(next, NAMES).split("/").reverse();
    const at = Math.floor(next() * graph.node!.length) + 1;
    const made = `v${Math.floor(next() * 1e9)}`;
    const inputs = [pick(next, values({ ...graph, node: graph.node!.slice(0, at) }))];
    for (let more = Math.floor(next() * 3); more > 0; more--) {
      if (next() < 0.5) {
        const list = `${made}_${more}`;
        graph.initializer!.push(
          integers(list, Array.from({ length: Math.floor(next() * 5) }, () => pick(next, NUMBERS))),
        );
        inputs.push(list);
      } else inputs.push(pick(next, values(graph)));
    }
    graph.node!.splice(at, 0, node(name!, inputs, [made], [], domain));
    const reader = pick(next, graph.node!.slice(at + 1));
    if (reader?.input?.length) reader.input[0] = made;
  },
  function deletion(next, graph) {
    graph.node!.splice(Math.floor(next() * graph.node!.length), 1);
  },
  function dims(next, graph) {
    const tensor = pick(next, graph.initializer!);
    if (!tensor) return;
    const shape = [...tensor.dims ?? []];
    if (next() < 0.5) shape.reverse();
    else shape[Math.floor(next() * (shape.length + 1))] = pick(next, NUMBERS);
    tensor.dims = shape;
  },
  function bytes(next, graph) {
    const tensor = pick(next, graph.initializer!);
    if (!tensor?.rawData?.length) return;
    tensor.rawData = tensor.rawData.slice();
    for (let i = 0; i < 4; i++) {
      tensor.rawData[Math.floor(next() * tensor.rawData.length)] = Math.floor(next() * 256);
    }
  },
  function type(next, graph) {
    const tensor = pick(next, graph.initializer!);
    if (tensor) tensor.dataType = pick(next, Object.values(TYPE));
  },
  function input(next, graph) {
    const dims = graph.input?.[0]?.type?.tensorType?.shape?.dim;
    if (dims?.length) {
      dims[Math.floor(next() * dims.length)] = { dimValue: pick(next, NUMBERS) };
    }
  },
  function output(next, graph) {
    const end = pick(next, graph.output ?? []);
    if (end) end.name = pick(next, values(graph));
  },
  function opset(next, _, model) {
    const entry = pick(next, model.opsetImport ?? []);
    if (entry) entry.version = 1 + Math.floor(next() * 25);
  },
];

/** Changes a model in one to three places. */
export function mutate(next: Random, model: Model & { graph: Graph }): void {
  for (let count = 1 + Math.floor(next() * 3); count > 0; count--) {
    if (model.graph.node!.length === 0) return;
    pick(next, MUTATIONS)(next, model.graph, model);
  }
}
