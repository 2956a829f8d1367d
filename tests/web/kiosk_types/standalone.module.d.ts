/* What the travellers' page uses of preact and htm, for tsc. */
export interface VNode {
	type: unknown;
}
export type Undo = void | (() => void);

export function html(parts: TemplateStringsArray, ...values: unknown[]): VNode;
export function render(node: VNode, place: Element): void;
export function useState<T>(first: T): [T, (value: T) => void];
export function useReducer<S, A>(step: (state: S, action: A) => S, first: S): [S, (action: A) => void];
export function useEffect(run: () => Undo, inputs?: unknown[]): void;
export function useLayoutEffect(run: () => Undo, inputs?: unknown[]): void;
export function useRef<T>(first: T): {current: T};
