#include "ui/accessibleroles.h"

#include <QAccessible>
#include <QAccessibleWidget>

#include "ui/phasebar.h"
#include "ui/stagespreview.h"
#include "ui/tile.h"
#include "ui/timechart.h"
#include "ui/waterfall.h"

namespace squall {

namespace {

QAccessibleInterface* interfaceOf(const QString&, QObject* object) {
    const auto as = [object](QAccessible::Role role) {
        return new QAccessibleWidget(static_cast<QWidget*>(object), role);
    };
    if (qobject_cast<TimeChart*>(object) != nullptr ||
        qobject_cast<StagesPreview*>(object) != nullptr)
        return as(QAccessible::Chart);
    if (qobject_cast<PhaseBar*>(object) != nullptr || qobject_cast<Waterfall*>(object) != nullptr)
        return as(QAccessible::Graphic);
    if (qobject_cast<Tile*>(object) != nullptr)
        return as(QAccessible::Grouping);
    return nullptr;
}

} // namespace

void installAccessibleRoles() {
    QAccessible::installFactory(&interfaceOf);
}

} // namespace squall
