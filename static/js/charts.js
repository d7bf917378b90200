// Charts of results: stacked bars of a ranking, an entity against its league's mean. The data stand on the page as JSON
// (or are the page's own table), so nothing is fetched. Colours come from the tokens; tooltips are drawn on the canvas,
// because the content security policy allows no inline style.

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const colour = (series) => token(`--chart-${series.colour}`);
const ROW = 26;

function look() {
  const ink = token("--ink");
  const soft = token("--ink-soft");
  const axis = { axisLine: { lineStyle: { color: token("--line-strong") } }, axisLabel: { color: ink }, splitLine: { lineStyle: { color: token("--line") } } };
  return {
    axis,
    soft,
    text: { fontFamily: token("--font"), color: ink, fontSize: 13 },
    tooltip: {
      renderMode: "richText",
      backgroundColor: token("--card"),
      borderColor: token("--line-strong"),
      textStyle: { color: ink, fontFamily: token("--font"), fontSize: 13 },
    },
  };
}

const shown = (value) => (value === null || value === undefined ? "—" : value.toFixed(2).replace("-", "−"));

function stack(data) {
  const { axis, text, tooltip, soft } = look();
  // The total stands behind the last part that a bar has.
  const ends = data.names.map((_, row) => data.series.findLastIndex((series) => series.values[row] !== null));
  const total = { show: true, position: "right", color: soft, formatter: ({ dataIndex }) => data.totals[dataIndex] };
  return {
    height: 90 + data.names.length * ROW,
    option: {
      animation: false,
      textStyle: text,
      grid: { left: 8, right: 64, top: 56, bottom: 8, containLabel: true },
      legend: { top: 0, left: 0, type: "scroll", textStyle: { color: text.color }, itemWidth: 10, itemHeight: 10, icon: "rect" },
      tooltip: { ...tooltip, trigger: "axis", axisPointer: { type: "shadow" }, valueFormatter: shown },
      xAxis: { type: "value", min: 0, position: "top", ...axis },
      yAxis: { type: "category", inverse: true, data: data.names, ...axis, axisTick: { show: false }, splitLine: { show: false } },
      series: data.series.map((series, place) => ({
        name: series.name,
        type: "bar",
        stack: "total",
        barMaxWidth: 16,
        data: series.values.map((value, row) => (ends[row] === place ? { value, label: total } : value)),
        itemStyle: { color: colour(series), borderColor: token("--card"), borderWidth: 0.5 },
      })),
    },
  };
}

// Names in lines of about so many letters; a Chinese character is as wide as two.
function lines(name, letters) {
  const parts = name.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+|\s+/g) ?? [];
  const size = (part) => [...part].reduce((sum, sign) => sum + (sign > "\u2e7f" ? 2 : 1), 0);
  const rows = [""];
  for (const part of parts) {
    if (rows.at(-1) && size(rows.at(-1)) + size(part) > letters) rows.push("");
    rows[rows.length - 1] += rows.at(-1) ? part : part.trimStart();
  }
  return rows.map((row) => row.trimEnd()).join("\n");
}

function radar(data, width) {
  const { text, tooltip, soft } = look();
  const narrow = width < 340;
  const line = { lineStyle: { color: token("--line") } };
  return {
    height: 340,
    option: {
      animation: false,
      textStyle: text,
      legend: { bottom: 0, textStyle: { color: text.color }, itemWidth: 18, itemHeight: 8 },
      tooltip: { ...tooltip, trigger: "item", valueFormatter: (value) => (value === undefined ? "—" : `${value.toFixed(1)}%`) },
      radar: {
        center: ["50%", "47%"],
        radius: narrow ? "48%" : "58%",
        indicator: data.axes.map((name) => ({ name, max: 100, min: 0 })),
        axisName: { color: soft, fontSize: narrow ? 12 : 13, formatter: (name) => lines(name, narrow ? 12 : 14) },
        splitLine: line,
        axisLine: line,
        splitArea: { show: false },
      },
      series: [
        {
          type: "radar",
          data: data.series.map((series) => ({
            name: series.name,
            value: series.values,
            symbol: series.mean ? "none" : "circle",
            lineStyle: { color: colour(series), type: series.mean ? "dashed" : "solid", width: 2 },
            itemStyle: { color: colour(series) },
            areaStyle: series.mean ? undefined : { color: colour(series), opacity: 0.12 },
          })),
        },
      ],
    },
  };
}

const kinds = { stack, radar };

function download(name, address) {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

// A cell a spreadsheet would read as a formula is quoted with an apostrophe; texts with signs of the format are quoted.
function cell(value) {
  const text = value === null || value === undefined ? "" : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function table(data, { first, last }) {
  const names = data.names ?? data.axes;
  const heads = [first, ...data.series.map((series) => series.name), ...(data.totals ? [last] : [])];
  const rows = names.map((name, place) => [name, ...data.series.map((series) => series.values[place]), ...(data.totals ? [data.totals[place]] : [])]);
  return `\ufeff${[heads, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function draw(box) {
  const data = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  const place = box.querySelector(".ph-chart");
  const { height, option } = kinds[data.kind](data, place.clientWidth);
  const chart = window.echarts.init(place, null, { renderer: "canvas", height });
  chart.setOption(option);
  new ResizeObserver(() => chart.resize()).observe(place);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.setOption(kinds[data.kind](data, place.clientWidth).option, true));
  box.querySelector("[data-chart-png]")?.addEventListener("click", () => {
    download(`${box.dataset.chartName}.png`, chart.getDataURL({ pixelRatio: 2, backgroundColor: token("--card") }));
  });
  box.querySelector("[data-chart-csv]")?.addEventListener("click", (event) => {
    const address = URL.createObjectURL(new Blob([table(data, event.currentTarget.dataset)], { type: "text/csv" }));
    download(`${box.dataset.chartName}.csv`, address);
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  });
  box.dataset.drawn = "true";
}

document.querySelectorAll("[data-chart]").forEach(draw);
