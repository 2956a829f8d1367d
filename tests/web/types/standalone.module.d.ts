/* What of preact and htm the pages use, for tsc. */
export interface VNode {
	type: unknown;
}
export type Ref<T> = { current: T };
export type Done = void | (() => void);

export function html(parts: TemplateStringsArray, ...values: unknown[]): VNode;
export function h(type: unknown, props: object | null, ...children: unknown[]): VNode;
export function render(node: VNode | VNode[], place: Element): void;
export function useState<T>(first: T): [T, (value: T | ((was: T) => T)) => void];
export function useEffect(run: () => Done | undefined, inputs?: unknown[]): void;
export function useLayoutEffect(run: () => Done | undefined, inputs?: unknown[]): void;
export function useRef<T>(first: T): Ref<T>;
export function useMemo<T>(make: () => T, inputs?: unknown[]): T;
export function useCallback<T>(call: T, inputs?: unknown[]): T;
