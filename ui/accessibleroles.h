#pragma once

namespace squall {

/// Tells screen readers what the widgets are that draw themselves: charts, pictures, tiles. GUI
/// thread; once is enough.
void installAccessibleRoles();

} // namespace squall
