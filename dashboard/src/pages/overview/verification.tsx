/**
 * What somebody claims who verified the competition: a report at a CID, which the reader was given.
 *
 * @module
 */
import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { useQuery } from "@tanstack/react-query";
import type { Address } from "viem";
import { Busy } from "../../components/busy.tsx";
import { Failure } from "../../components/failure.tsx";
import { Moment } from "../../components/when.tsx";
import { Who } from "../../components/who.tsx";
import { useApp } from "../../context.ts";
import { fetchVerification } from "../../data/verification.ts";
import { tellReport } from "../../words/verification.ts";
import type { VerificationReport } from "../../../../protocol/verification/report.ts";
import type { Competition } from "../../../../protocol/state/competition.ts";

export default function Verification({ competition }: { competition: Competition }) {
  const cid = new URLSearchParams(useSearch()).get("verified")?.trim() ?? "";
  return (
    <section className="card" aria-label="Verified by others">
      <h2>Verified by others</h2>
      {cid === "" ? null : <Report competition={competition} cid={cid} />}
      <Form cid={cid} />
      <p className="muted">
        Nobody has to be believed: <code>deml verify {String(competition.id)}</code>{" "}
        computes everything again from public data.
      </p>
    </section>
  );
}

function Report({ competition, cid }: { competition: Competition; cid: string }) {
  const { connection, settings: { gateways } } = useApp();
  const { data: report, error, refetch } = useQuery({
    queryKey: ["verification", String(competition.id), cid],
    queryFn: ({ signal }) =>
      fetchVerification({ connection, gateways, competition: competition.id, cid, signal }),
    staleTime: Infinity,
    retry: false,
  });
  if (report !== undefined) return <Claim competition={competition} report={report} />;
  if (!error) return <Busy what="Fetching the report" />;
  return <Failure error={error} doing="check the report" retry={() => void refetch()} />;
}

function Claim(
  { competition, report }: { competition: Competition; report: VerificationReport },
) {
  const { badge, found, limits } = tellReport(report, competition.ended);
  const { by, block, at } = report;
  return (
    <div data-verified={badge.kind}>
      <p>
        <span className={`badge ${badge.kind}`}>{badge.word}</span>{" "}
        {by === undefined ? "Nobody signed this report, which says" : (
          <>
            <Who address={by as Address} /> signed
          </>
        )} that, up to block {block.number}, {found}.
      </p>
      {limits.length > 0 && <p>Mind that {limits.join("; ")}.</p>}
      <p className="muted">
        By its own clock it is of{" "}
        <Moment seconds={at} />. This page checked the signature, the competition and the block, and
        not whether it is true.
      </p>
    </div>
  );
}

function Form({ cid }: { cid: string }) {
  const [, navigate] = useLocation();
  const [text, setText] = useState(cid);
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        navigate(text.trim() === "" ? "/" : `/?verified=${encodeURIComponent(text.trim())}`);
      }}
    >
      <label>
        CID of a report
        <input
          value={text}
          placeholder="bafkrei…"
          spellCheck={false}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <button type="submit" className="button">Check it</button>
    </form>
  );
}
