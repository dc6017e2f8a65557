// The solar terms' English names; in Korean they are as the gateway tells them.

import { language } from "../i18n.js";

const ENGLISH = {
  입춘: "Start of Spring", 우수: "Rain Water", 경칩: "Awakening of Insects", 춘분: "Spring Equinox",
  청명: "Clear and Bright", 곡우: "Grain Rain", 입하: "Start of Summer", 소만: "Grain Buds",
  망종: "Grain in Ear", 하지: "Summer Solstice", 소서: "Minor Heat", 대서: "Major Heat",
  입추: "Start of Autumn", 처서: "End of Heat", 백로: "White Dew", 추분: "Autumn Equinox",
  한로: "Cold Dew", 상강: "Frost's Descent", 입동: "Start of Winter", 소설: "Minor Snow",
  대설: "Major Snow", 동지: "Winter Solstice", 소한: "Minor Cold", 대한: "Major Cold",
};

/** The term's name in the language of the page. */
export function termName(term) {
  return language() === "ko" ? term.name : ENGLISH[term.name];
}
