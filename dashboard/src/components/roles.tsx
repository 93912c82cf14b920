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

export function Roles() {
  return (
    <figure className="roles">
      <svg
        viewBox="0 0 720 236"
        role="img"
        aria-label="Organizer and participants pay into the contract. The contract pays prizes to participants and fees to miners, whose stakes it holds."
      >
        <defs>
          <marker
            id="tip"
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
        <Box x={20} y={20} icon={<Flag />}>Organizer</Box>
        <Box x={20} y={152} icon={<Cup />}>Participant</Box>
        <Box x={550} y={86} icon={<Scale />}>Miner</Box>
        <g className="contract">
          <rect x="290" y="72" width="140" height="92" rx="12" />
          <text x="360" y="112" className="name">Contract</text>
          <text x="360" y="134">holds the money</text>
        </g>
        <Arrow d="M172 52 C 230 52, 250 92, 286 100" x={256} y={58}>fund</Arrow>
        <Arrow d="M172 180 C 220 176, 250 150, 286 138" x={212} y={160}>buy-in</Arrow>
        <Arrow d="M296 168 C 280 196, 220 208, 174 200" x={270} y={208}>prize</Arrow>
        <Arrow d="M546 108 H 434" x={490} y={98}>stake</Arrow>
        <Arrow d="M434 132 H 546" x={490} y={152}>fees</Arrow>
      </svg>
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

function Arrow({ d, x, y, children }: { d: string; x: number; y: number; children: string }) {
  return (
    <g className="arrow">
      <path d={d} markerEnd="url(#tip)" />
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
