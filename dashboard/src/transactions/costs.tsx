/**
 * Who signs, what is sent, and what it costs.
 *
 * @module
 */
import type { Address } from "viem";
import { Hint } from "../components/hint.tsx";
import { Money } from "../components/money.tsx";
import { Who } from "../components/who.tsx";
import type { Call, Estimate } from "./call.ts";

interface Props {
  account: Address;
  call: Call;
  /** Absent while it is found out, and where that failed */
  cost: Estimate | undefined;
  failed: boolean;
}

export function Costs({ account, call, cost, failed }: Props) {
  const value = call.value ?? 0n;
  return (
    <dl className="facts">
      {call.facts?.map(([label, text]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
      <div>
        <dt>From</dt>
        <dd>
          <Who address={account} you={false} />
        </dd>
      </div>
      <div>
        <dt>You send</dt>
        <dd>{value === 0n ? "No ether" : <Money wei={value} exact fiat />}</dd>
      </div>
      <div>
        <dt>
          <Hint text="What the chain charges to execute it, at the present price of gas. Your wallet sets the price itself, and shows it before you sign.">
            Network fee
          </Hint>
        </dt>
        <dd>
          {cost
            ? (
              <>
                at most <Money wei={cost.fee} bound /> for {cost.gas.toLocaleString("en")} gas
              </>
            )
            : failed
            ? "unknown"
            : "simulating…"}
        </dd>
      </div>
      {cost && (
        <div className="total">
          <dt>Altogether, at most</dt>
          <dd>
            <Money wei={value + cost.fee} bound fiat />
          </dd>
        </div>
      )}
    </dl>
  );
}
