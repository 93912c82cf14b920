/**
 * Every page of the dashboard.
 *
 * @module
 */

/** The pages, by name. `id` is a competition that has models. */
export function routesOf(id: number): Record<string, string> {
  return {
    competitions: "/",
    create: "/create",
    account: "/account",
    glossary: "/glossary",
    how: "/how",
    nothing: "/nonsense",
    address: "/address/0x00000000000000000000000000000000000000A1",
    overview: `/competitions/${id}`,
    leaderboard: `/competitions/${id}/leaderboard`,
    model: `/competitions/${id}/models/0`,
    submit: `/competitions/${id}/submit`,
    data: `/competitions/${id}/data`,
    miners: `/competitions/${id}/miners`,
    balance: `/competitions/${id}/balance`,
    terms: `/competitions/${id}/terms`,
  };
}
