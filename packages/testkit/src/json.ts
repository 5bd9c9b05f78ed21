/**
 * What a server answered, of a shape that the test is there to judge. With `unknown` each field that is read would need a cast, and
 * a cast claims the very shape that is in question.
 */
export type AnyJson = ReturnType<typeof JSON.parse>;
