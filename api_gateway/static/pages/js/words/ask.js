export default {
  ko: {
    title: "팔자 · 사주 명식과 풀이",
    heading: "사주를 봅니다",
    lead: "태어난 날과 시각을 적으면 명식이 바로 나오고, 풀이는 쓰이는 대로 이어집니다. 절기는 천체력으로, 시각은 태어난 곳의 시간대 역사로 계산합니다.",
    submit: "명식 보기",
  },
  en: {
    title: "Palja · Four Pillars and a reading",
    heading: "Read the four pillars",
    lead: "Give the day and time of a birth: the chart is there at once, and the reading follows as it is written. Solar terms come from an ephemeris, the clock from the history of the birth's place.",
    submit: "Show the chart",
  },
};
