#pragma once

#include <QString>

class QTableView;

/// How tables of figures look and are copied, whatever their model. GUI thread.
namespace squall::tablelook {

/// Whole rows are selected, cells have room. Ctrl+C takes the selected rows, with their headings,
/// to the clipboard as lines of values with tabs between. That and sorting are in a menu, too, for
/// the mouse and for the keyboard.
void apply(QTableView* table);

/// What the heading of a column needs, without an arrow for the order.
[[nodiscard]] int headingWidth(const QTableView& table, int column);

/// The same, and its words; of the first hundred rows.
[[nodiscard]] int columnWidth(const QTableView& table, int column);

/// Widens every column for its words, within bounds; none becomes narrower.
void widenColumns(QTableView* table);

/// What Ctrl+C takes; hidden columns are left out.
[[nodiscard]] QString selectedText(const QTableView& table);

} // namespace squall::tablelook
