(function () {
  "use strict";
  var table = document.getElementById("candidates");
  if (!table) return;
  var body = table.tBodies[0];
  var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
  function value(row, i) {
    var cell = row.cells[i];
    if (cell.hasAttribute("data-v")) {
      var v = cell.getAttribute("data-v");
      return v === "" ? null : Number(v);
    }
    return cell.textContent.trim();
  }
  function sort(i) {
    var numbers = heads[i].classList.contains("n");
    var before = heads[i].getAttribute("aria-sort");
    var down = before ? before === "ascending" : numbers;
    heads.forEach(function (h) { h.removeAttribute("aria-sort"); });
    heads[i].setAttribute("aria-sort", down ? "descending" : "ascending");
    Array.prototype.slice.call(body.rows)
      .map(function (row, at) { return { row: row, at: at, v: value(row, i) }; })
      .sort(function (a, b) {
        if (a.v === null || b.v === null) return (a.v === null) - (b.v === null) || a.at - b.at;
        var order = numbers ? a.v - b.v : a.v.localeCompare(b.v, undefined, { numeric: true });
        return (down ? -order : order) || a.at - b.at;
      })
      .forEach(function (item) { body.appendChild(item.row); });
  }
  heads.forEach(function (head, i) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.title = "Sort by " + head.textContent;
    button.addEventListener("click", function () { sort(i); });
    head.textContent = "";
    head.appendChild(button);
  });
})();
