/**
 * The three roles in one picture: who pays whom, and who can lose what.
 *
 * @module
 */
import type { ReactNode } from "react";

/** What each role pays, gets and may lose. */
const ROLES = [
  {
    name: "Organizer",
    pays: "Pays the fund, and publishes data and rules.",
    gets: "Gets the best models, and the fund back if nobody wins.",
    loses: "Can lose a fifth of the fund by withholding a sealed test set.",
  },
  {
    name: "Participant",
    pays: "Pays a buy-in once, and submits models.",
    gets: "Gets a prize for the best scores.",
    loses: "Can lose the buy-in, and nothing else.",
  },
  {
    name: "Miner",
    pays: "Deposits a stake, and runs every model.",
    gets: "Gets a fee for each score that agrees with the others.",
    loses: "Can lose the stake by a wrong score, or by silence.",
  },
] as const;

/** What the picture says, for those who do not see it. */
const SAYS =
  "Organizer and participants pay into the contract. The contract pays prizes to participants and fees to miners, whose stakes it holds.";

export function Roles() {
  return (
    <figure className="roles">
      <Wide />
      <Narrow />
      <figcaption>
        <dl>
          {ROLES.map(({ name, pays, gets, loses }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{pays}</dd>
              <dd>{gets}</dd>
              <dd className="loses">{loses}</dd>
            </div>
          ))}
        </dl>
      </figcaption>
    </figure>
  );
}

function Wide() {
  return (
    <svg viewBox="0 0 720 226" role="img" aria-label={SAYS} className="wide">
      <Tip id="tip-wide" />
      <Box x={20} y={10} icon={<Flag />}>Organizer</Box>
      <Box x={20} y={142} icon={<Cup />}>Participant</Box>
      <Box x={550} y={76} icon={<Scale />}>Miner</Box>
      <Contract x={290} y={62} />
      <Arrow tip="tip-wide" d="M172 42 C 230 42, 250 82, 286 90" x={256} y={48}>fund</Arrow>
      <Arrow tip="tip-wide" d="M172 170 C 220 166, 250 140, 286 128" x={204} y={150}>buy-in</Arrow>
      <Arrow tip="tip-wide" d="M296 158 C 280 186, 220 198, 174 190" x={270} y={202}>prize</Arrow>
      <Arrow tip="tip-wide" d="M546 98 H 434" x={490} y={88}>stake</Arrow>
      <Arrow tip="tip-wide" d="M434 122 H 546" x={490} y={142}>fees</Arrow>
    </svg>
  );
}

function Narrow() {
  return (
    <svg viewBox="0 0 340 356" role="img" aria-label={SAYS} className="narrow">
      <Tip id="tip-narrow" />
      <Box x={4} y={4} icon={<Flag />}>Organizer</Box>
      <Box x={186} y={4} icon={<Cup />}>Participant</Box>
      <Contract x={100} y={136} />
      <Box x={95} y={288} icon={<Scale />}>Miner</Box>
      <Arrow tip="tip-narrow" d="M80 72 L 132 132" x={84} y={112}>fund</Arrow>
      <Arrow tip="tip-narrow" d="M226 72 L 182 132" x={176} y={96}>buy-in</Arrow>
      <Arrow tip="tip-narrow" d="M216 132 L 268 72" x={270} y={112}>prize</Arrow>
      <Arrow tip="tip-narrow" d="M150 284 V 232" x={122} y={264}>stake</Arrow>
      <Arrow tip="tip-narrow" d="M190 232 V 284" x={214} y={264}>fees</Arrow>
    </svg>
  );
}

function Tip({ id }: { id: string }) {
  return (
    <defs>
      <marker
        id={id}
        viewBox="0 0 8 8"
        refX="7"
        refY="4"
        markerWidth="7"
        markerHeight="7"
        orient="auto-start-reverse"
      >
        <path d="M0 0 8 4 0 8z" className="tip" />
      </marker>
    </defs>
  );
}

function Contract({ x, y }: { x: number; y: number }) {
  return (
    <g className="contract" transform={`translate(${x} ${y})`}>
      <rect width="140" height="92" rx="12" />
      <text x="70" y="42" className="name">Contract</text>
      <text x="70" y="64">holds the money</text>
    </g>
  );
}

function Box({ x, y, icon, children }: {
  x: number;
  y: number;
  icon: ReactNode;
  children: string;
}) {
  return (
    <g transform={`translate(${x} ${y})`} className="role">
      <rect width="150" height="64" rx="12" />
      <g transform="translate(14 20)" className="icon">{icon}</g>
      <text x="92" y="37" className="name">{children}</text>
    </g>
  );
}

function Arrow({ tip, d, x, y, children }: {
  tip: string;
  d: string;
  x: number;
  y: number;
  children: string;
}) {
  return (
    <g className="arrow">
      <path d={d} markerEnd={`url(#${tip})`} />
      <text x={x} y={y}>{children}</text>
    </g>
  );
}

function Flag() {
  return <path d="M3 22V2h15l-4 5 4 5H3" />;
}

function Cup() {
  return (
    <path d="M6 2h12v8a6 6 0 0 1-12 0zM6 4H2v3a4 4 0 0 0 4 4M18 4h4v3a4 4 0 0 1-4 4M12 16v4M7 22h10" />
  );
}

function Scale() {
  return <path d="M12 2v20M6 22h12M3 6h18M6 6 2 14h8zM18 6l-4 8h8z" />;
}
