#include "ui/pages/start/RecentDelegate.h"

#include "models/jobs/JobListModel.h"
#include "ui/theme/Theme.h"

#include <QApplication>
#include <QPainter>

namespace assay {

QSize RecentDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {option.fontMetrics.averageCharWidth() * 40, option.fontMetrics.height() * 7 / 2};
}

void RecentDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    cell.text.clear();
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    const auto text = [&index](int column) { return index.siblingAtColumn(column).data().toString(); };
    const bool selected = option.state & QStyle::State_Selected;
    const QColor main = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const ThemeTokens &tokens = themeTokens(option.palette);
    const QColor muted = selected ? main : tokens.muted;

    const bool terminal = isTerminal(RunState(index.data(JobListModel::RunStateRole).toInt()));
    QString right = text(terminal ? JobListModel::VerdictColumn : JobListModel::StateColumn);
    const QString progress = index.data(JobListModel::ProgressTextRole).toString();
    if (!progress.isEmpty())
        right += QStringLiteral("  ") + progress;
    const Tone tone = Tone(index.siblingAtColumn(terminal ? JobListModel::VerdictColumn : JobListModel::StateColumn)
                               .data(ToneRole).toInt());
    const QColor toned = selected ? main
        : tone == Tone::Pass      ? tokens.pass
        : tone == Tone::Fail || tone == Tone::Error ? tokens.fail
        : tone == Tone::Running   ? tokens.running
                                  : tokens.muted;

    const int gap = option.fontMetrics.height() / 2;
    const QRect room = option.rect.adjusted(gap, gap, -gap, -gap);
    const int rightWidth = option.fontMetrics.horizontalAdvance(right);
    const QRect top(room.left(), room.top(), room.width(), option.fontMetrics.height());
    const QRect bottom(room.left(), room.bottom() - option.fontMetrics.height(), room.width(), option.fontMetrics.height());
    painter->save();
    painter->setFont(option.font);
    painter->setPen(toned);
    painter->drawText(top, Qt::AlignRight | Qt::AlignVCenter, right);
    painter->setPen(main);
    painter->drawText(top, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(text(JobListModel::NameColumn), Qt::ElideRight, room.width() - rightWidth - gap));
    painter->setPen(muted);
    const QString when = text(JobListModel::StartedColumn);
    painter->drawText(bottom, Qt::AlignRight | Qt::AlignVCenter, when);
    const QString line = QStringLiteral("%1 · %2").arg(text(JobListModel::ModelColumn), text(JobListModel::TargetColumn));
    painter->drawText(bottom, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(line, Qt::ElideRight,
                                                    room.width() - option.fontMetrics.horizontalAdvance(when) - gap));
    painter->restore();
}

} // namespace assay
