#include "tests/support/AccessCheck.h"

#include "ui/theme/Theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QHash>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSet>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QTextDocument>
#include <QToolButton>

namespace assay::test {

namespace {

constexpr int leastTarget = 24;     // pixels; WCAG 2.2, 2.5.8
constexpr double leastContrast = 4.5; // WCAG 2.2, 1.4.3

QString nameOf(const QWidget *widget)
{
    QString path;
    for (const QWidget *at = widget; at && path.count(QLatin1Char('/')) < 3; at = at->parentWidget()) {
        if (!at->objectName().isEmpty() && !at->objectName().startsWith(QLatin1String("qt_")))
            path.prepend(QLatin1Char('/') + at->objectName());
    }
    return QStringLiteral("%1 %2").arg(QLatin1String(widget->metaObject()->className()), path);
}

/// A part that Qt makes inside a control, and that people meet as that control; or the tabs of docks that are all closed.
bool isInner(const QWidget *widget)
{
    if (const auto *bar = qobject_cast<const QTabBar *>(widget); bar && bar->count() == 0)
        return true;
    const QWidget *parent = widget->parentWidget();
    return widget->objectName().startsWith(QLatin1String("qt_")) || qobject_cast<const QComboBox *>(parent)
        || qobject_cast<const QAbstractSpinBox *>(parent) || qobject_cast<const QLineEdit *>(parent) || qobject_cast<const QTabBar *>(parent);
}

/// The complaint that nothing can be checked, or none.
QStringList unseen(const QWidget &root)
{
    return root.isVisible() ? QStringList() : QStringList{nameOf(&root) + QStringLiteral(": is not shown, so nothing of it was checked")};
}

template<typename T = QWidget>
QList<T *> seen(QWidget &root)
{
    QList<T *> all;
    const auto children = root.findChildren<T *>();
    for (T *widget : children) {
        if (widget->isVisible() && widget->window() == root.window() && !isInner(widget) && widget->width() > 0 && widget->height() > 0)
            all << widget;
    }
    return all;
}

bool takesTab(const QWidget *widget)
{
    const auto *button = qobject_cast<const QAbstractButton *>(widget);
    const bool byArrows = button && button->isCheckable() && (button->autoExclusive() || (button->group() && button->group()->exclusive()));
    return (widget->focusPolicy() & Qt::TabFocus) && widget->isEnabled() && !byArrows;
}

QString textOf(const QWidget *widget)
{
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        return label->text();
    const auto *button = qobject_cast<const QAbstractButton *>(widget);
    return button ? button->text() : QString();
}

bool isRich(const QLabel *label)
{
    return label->textFormat() == Qt::RichText || (label->textFormat() == Qt::AutoText && Qt::mightBeRichText(label->text()));
}

struct Colours {
    QColor ground; ///< what most of the area has: what is behind the text
    double ratio;  ///< of what stands out most from it: the text; edges of glyphs are fainter
};

Colours coloursOf(const QImage &image)
{
    QHash<QRgb, int> counts;
    QRgb most = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QRgb pixel = image.pixel(x, y);
            if (++counts[pixel] > counts.value(most))
                most = pixel;
        }
    }
    Colours found{QColor(most), 1};
    const int leastPixels = image.width() < image.height() / 2 ? 1 : 4; // a stem of a letter; a lone "s" has none
    for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
        if (it.value() >= leastPixels)
            found.ratio = std::max(found.ratio, contrastRatio(QColor(it.key()), found.ground));
    }
    return found;
}

QString clippedLabel(const QLabel *label)
{
    if (label->wordWrap()) {
        if (!isRich(label)) {
            const auto words = label->text().split(QRegularExpression(QStringLiteral("[\\s/-]+")));
            for (const QString &word : words) { // a word that is too long is cut, not wrapped
                if (label->fontMetrics().horizontalAdvance(word) > label->contentsRect().width() + 1)
                    return QStringLiteral("'%1' does not fit into %2 px").arg(word).arg(label->contentsRect().width());
            }
        }
        const int wanted = label->heightForWidth(label->width());
        return wanted > label->height() + 1 ? QStringLiteral("%1 px high, needs %2").arg(label->height()).arg(wanted) : QString();
    }
    const int wanted = label->sizeHint().width();
    return wanted > label->width() + 1 ? QStringLiteral("%1 px wide, needs %2").arg(label->width()).arg(wanted) : QString();
}

} // namespace

QStringList namelessControls(QWidget &root)
{
    QStringList complaints = unseen(root);
    const auto widgets = seen(root);
    for (QWidget *widget : widgets) {
        if (!(widget->focusPolicy() & Qt::TabFocus) || widget->focusProxy())
            continue;
        QAccessibleInterface *access = QAccessible::queryAccessibleInterface(widget);
        if (!access || access->text(QAccessible::Name).isEmpty())
            complaints << nameOf(widget) + QStringLiteral(": has no name");
    }
    return complaints;
}

QStringList smallTargets(QWidget &root)
{
    QStringList complaints = unseen(root);
    const auto widgets = seen(root);
    for (QWidget *widget : widgets) {
        const bool target = qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget) || qobject_cast<QLineEdit *>(widget)
            || qobject_cast<QAbstractSpinBox *>(widget);
        if (target && (widget->width() < leastTarget || widget->height() < leastTarget))
            complaints << nameOf(widget) + QStringLiteral(": %1 × %2 px").arg(widget->width()).arg(widget->height());
    }
    return complaints;
}

QStringList namelessHeaders(QWidget &root)
{
    QStringList complaints = unseen(root);
    const auto tables = seen<QTableView>(root);
    for (const QTableView *table : tables) {
        for (int column = 0; table->model() && column < table->model()->columnCount(); ++column) {
            if (table->isColumnHidden(column))
                continue;
            const QString name = table->model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
            const QString spoken = table->model()->headerData(column, Qt::Horizontal, Qt::AccessibleTextRole).toString();
            if (name.isEmpty() && spoken.isEmpty())
                complaints << nameOf(table) + QStringLiteral(": column %1 has no name").arg(column);
        }
    }
    return complaints;
}

QStringList clippedTexts(QWidget &root)
{
    QStringList complaints = unseen(root);
    const auto widgets = seen(root);
    for (const QWidget *widget : widgets) {
        QString complaint;
        const QString text = textOf(widget);
        if (const auto *label = qobject_cast<const QLabel *>(widget); label && !text.isEmpty()) {
            complaint = clippedLabel(label);
        } else if (const auto *button = qobject_cast<const QAbstractButton *>(widget); button && !text.isEmpty()) {
            const int wanted = button->minimumSizeHint().width();
            if (wanted > button->width() + 1)
                complaint = QStringLiteral("%1 px wide, needs %2").arg(button->width()).arg(wanted);
        } else if (const auto *combo = qobject_cast<const QComboBox *>(widget); combo && !combo->isEditable()) {
            const int wanted = combo->fontMetrics().horizontalAdvance(combo->currentText());
            if (wanted > combo->width() - combo->fontMetrics().height())
                complaint = QStringLiteral("'%1' has %2 px").arg(combo->currentText()).arg(combo->width());
        } else if (const auto *bar = qobject_cast<const QTabBar *>(widget); bar && bar->elideMode() == Qt::ElideNone && !bar->usesScrollButtons()) {
            if (bar->sizeHint().width() > bar->width() + 1)
                complaint = QStringLiteral("the tabs have %1 px, need %2").arg(bar->width()).arg(bar->sizeHint().width());
        }
        if (!complaint.isEmpty())
            complaints << QStringLiteral("%1 '%2': %3").arg(nameOf(widget), text.left(40), complaint);
    }
    return complaints;
}

QStringList faintTexts(QWidget &root)
{
    QStringList complaints = unseen(root);
    const auto widgets = seen(root);
    const QImage picture = root.window()->grab().toImage();
    const qreal scale = picture.devicePixelRatio();
    for (const QWidget *widget : widgets) {
        const QString text = textOf(widget);
        const auto *label = qobject_cast<const QLabel *>(widget);
        if (text.isEmpty() || !widget->isEnabled() || widget->visibleRegion() != QRegion(widget->rect()) || (label && isRich(label)))
            continue;
        const QRectF place(widget->mapTo(root.window(), QPoint()), widget->size());
        const Colours colours = coloursOf(picture.copy(QRectF(place.topLeft() * scale, place.size() * scale).toAlignedRect()));
        if (colours.ratio < leastContrast)
            complaints << QStringLiteral("%1 '%2': %3:1 on %4").arg(nameOf(widget), text.left(40)).arg(colours.ratio, 0, 'f', 1).arg(colours.ground.name());
    }
    return complaints;
}

QStringList unreachableControls(QWidget &root)
{
    QStringList complaints = unseen(root);
    QSet<QWidget *> wanted;
    const auto widgets = seen(root);
    for (QWidget *widget : widgets) {
        if (takesTab(widget) && !widget->focusProxy())
            wanted << widget;
    }
    if (wanted.isEmpty())
        return complaints;
    QWidget *first = root.window();
    while (!wanted.contains(first))
        first = first->nextInFocusChain();
    first->setFocus(Qt::TabFocusReason);
    const qsizetype most = root.window()->findChildren<QWidget *>().size();
    QWidget *last = nullptr;
    for (qsizetype step = 0; step < most && !wanted.isEmpty(); ++step) {
        QWidget *focus = QApplication::focusWidget();
        if (!focus)
            break;
        if (focus == last) {
            complaints << nameOf(focus) + QStringLiteral(": the Tab key does not leave it");
            break;
        }
        for (QWidget *at = focus; at; at = at->parentWidget())
            wanted.remove(at);
        last = focus;
        QTest::keyClick(focus, Qt::Key_Tab);
    }
    for (const QWidget *widget : std::as_const(wanted))
        complaints << nameOf(widget) + QStringLiteral(": the Tab key does not reach it");
    complaints.sort();
    return complaints;
}

QStringList spokenTexts(QWidget &root)
{
    QStringList texts;
    const auto widgets = seen(root);
    for (const QWidget *widget : widgets) {
        texts << textOf(widget) << widget->accessibleName();
        if (const auto *line = qobject_cast<const QLineEdit *>(widget))
            texts << line->placeholderText();
        if (const auto *box = qobject_cast<const QComboBox *>(widget); box && !box->isEditable())
            texts << box->currentText();
        if (const auto *tabs = qobject_cast<const QTabBar *>(widget)) {
            for (int i = 0; i < tabs->count(); ++i)
                texts << tabs->tabText(i);
        }
        if (const auto *view = qobject_cast<const QAbstractItemView *>(widget); view && view->model()) {
            for (int column = 0; column < view->model()->columnCount(); ++column)
                texts << view->model()->headerData(column, Qt::Horizontal).toString();
            for (int row = 0; row < qMin(20, view->model()->rowCount()); ++row) {
                for (int column = 0; column < view->model()->columnCount(); ++column)
                    texts << view->model()->index(row, column).data().toString();
            }
        }
    }
    texts.removeAll(QString());
    return texts;
}

} // namespace assay::test
