// One question on its way: the chart at once, then what happens to its job, to the end.

import { call, Problem } from "./api.js";
import { events } from "./events.js";
import { chartOf } from "./question.js";
import { GrowingText } from "./reading.js";

const GENERATE = "/admin-api/saju/ai-generate";

/** The chart alone: answered at once, never queued. */
export async function askForChart(question, { language, signal }) {
  const { body } = await call("POST", GENERATE, { body: chartOf(question), language, signal });
  return body.chart;
}

/**
 * Asks, and tells `view` what comes: `chart(chart)`, then on `view.reading()` as it grows, `finish`
 * or `fail`. Refused fields are raised.
 * @throws {Problem} of the question itself
 */
export async function ask(question, { language, signal, view, told, t, again }) {
  let answer;
  try {
    answer = (await call("POST", GENERATE, { body: question, language, signal })).body;
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.offline || ![429, 500, 503].includes(problem.status)) throw problem;
    // No room for a reading just now; a chart needs none.
    view.chart(await askForChart(question, { language, signal }));
    view.reading().fail(told(problem), again);
    return;
  }
  view.chart(answer.chart);
  if (question.service_type === "saju_calculation") return;
  const place = view.reading();
  if (answer.status === "completed") {
    place.finish(answer, question.language);
    return;
  }
  place.awaited(answer.status);
  try {
    await follow(answer.status_url, question.language, { place, signal, t, again });
  } catch (problem) {
    if (signal.aborted) return;
    place.fail(told(problem), again);
  }
}

async function follow(address, language, { place, signal, t, again }) {
  const growing = new GrowingText();
  const last = ({ name, data }) => name === "completed" || ["failed", "cancelled"].includes(data.status);
  let broke = false;
  const onBroken = (away) => {
    if (away || broke) place.broken(away);
    broke = away;
  };
  for await (const event of events(`${address}/events`, { last, onBroken, signal })) {
    if (event.name === "completed") place.finish(event.data, language);
    else if (event.name === "text" && growing.add(event.data)) place.grow(growing, language);
    else if (event.name === "attempt") place.attempted(event.data);
    else if (event.name === "status") {
      if (last(event)) place.fail(t(event.data.status), again);
      else place.awaited(event.data.status);
    }
  }
}
