/** What a first visit shows, until its reader has seen it. */
import { useState } from "react";
import { Link } from "wouter";
import { Roles } from "./roles.tsx";

const SEEN = "deml.welcome";

/** Whether this browser has not seen it yet. */
export function isFirstVisit(): boolean {
  try {
    return localStorage.getItem(SEEN) === null;
  } catch {
    return true;
  }
}

export default function Welcome() {
  const [open, setOpen] = useState(true);
  if (!open) return null;
  const close = () => {
    setOpen(false);
    try {
      localStorage.setItem(SEEN, "seen");
    } catch {
      // It returns with the next visit.
    }
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
