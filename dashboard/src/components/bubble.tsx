/** The explanation beside a word: placed where it fits, above everything. Loaded with the first. */
import { Content, Portal, Provider, Root, Trigger } from "@radix-ui/react-tooltip";

interface Props {
  text: string;
  /** The mouse is on it */
  enter(): void;
  leave(): void;
  close(): void;
}

export default function Bubble({ text, enter, leave, close }: Props) {
  return (
    <Provider disableHoverableContent>
      <Root open onOpenChange={(open) => open || close()}>
        {/* It lies over the word, which has the focus and the description itself. */}
        <Trigger asChild>
          <span className="term-place" />
        </Trigger>
        <Portal>
          <Content
            className="bubble"
            sideOffset={6}
            collisionPadding={12}
            onPointerEnter={enter}
            onPointerLeave={leave}
          >
            {text}
          </Content>
        </Portal>
      </Root>
    </Provider>
  );
}
