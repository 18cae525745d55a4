#pragma once

class QScrollArea;
class QWidget;

namespace squall {

/// `content` as a page that scrolls where the window is too low for it; it looks as if it stood
/// there by itself, and takes the width that there is.
[[nodiscard]] QScrollArea* makeScrollPage(QWidget* content, QWidget* parent);

} // namespace squall
