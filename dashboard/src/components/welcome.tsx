/** What a first visit shows, until its reader has seen it. */
import { useState } from "react";
import { Link } from "wouter";
import { endFirstVisit } from "../shell/first_visit.ts";
import { Roles } from "./roles.tsx";

export default function Welcome() {
  const [open, setOpen] = useState(true);
  if (!open) return null;
  const close = () => {
    setOpen(false);
    endFirstVisit();
  };
  return (
    <section className="card" aria-label="New here?">
      <div className="row spread">
        <h2>New here? Three roles, one contract</h2>
        <button type="button" className="button small" onClick={close}>Got it</button>
      </div>
      <Roles />
      <p className="muted">
        You find this again under <Link href="/how">How it works</Link>, below every page.
      </p>
    </section>
  );
}
