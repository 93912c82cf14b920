/** Stops a part that fails from taking down the page around it. */
import { Component, type ReactNode } from "react";
import { tryPartsAgain } from "../parts/lazily.tsx";
import { Failure } from "./failure.tsx";

interface Props {
  children: ReactNode;
  /** Where the reader is: elsewhere, what failed here is over */
  at?: string;
}

interface State {
  error: unknown;
}

export class Boundary extends Component<Props, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override componentDidUpdate({ at }: Props): void {
    if (at !== this.props.at && this.state.error !== undefined) this.#again();
  }

  override componentWillUnmount(): void {
    if (this.state.error !== undefined) tryPartsAgain();
  }

  #again = () => {
    tryPartsAgain();
    this.setState({ error: undefined });
  };

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <Failure error={this.state.error} retry={this.#again} />;
  }
}
