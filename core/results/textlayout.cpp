#include "core/results/textlayout.h"

#include <algorithm>

namespace squall {

namespace {

constexpr std::size_t labelWidth = 13;
constexpr std::size_t lineWidth = 80;

/// Columns that a UTF-8 text takes; every character here is one column wide.
std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

} // namespace

std::string padded(std::string text, std::size_t width) {
    const std::size_t taken = columns(text);
    return taken < width ? text + std::string(width - taken, ' ') : text;
}

std::string rightAligned(const std::string& text, std::size_t width) {
    const std::size_t taken = columns(text);
    return taken < width ? std::string(width - taken, ' ') + text : text;
}

std::string entry(std::string_view label, std::string_view text) {
    std::string out = "  " + padded(std::string(label), labelWidth);
    std::size_t column = columns(out);
    bool lineIsEmpty = true;
    while (!text.empty()) {
        const std::size_t space = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, space);
        if (!lineIsEmpty && column + 1 + columns(word) > lineWidth) {
            out += "\n" + std::string(labelWidth + 2, ' ');
            column = labelWidth + 2;
            lineIsEmpty = true;
        }
        if (!lineIsEmpty) {
            out += ' ';
            ++column;
        }
        out += word;
        column += columns(word);
        lineIsEmpty = false;
        text.remove_prefix(std::min(space + 1, text.size()));
    }
    return out + "\n";
}

} // namespace squall
