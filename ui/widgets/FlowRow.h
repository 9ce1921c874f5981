#pragma once

#include <QLayout>

namespace assay {

/// Widgets in a row that goes on below where the width does not do: nothing is clipped with long words or large text. Reads from
/// the leading side, also right to left.
class FlowRow : public QLayout {
public:
    explicit FlowRow(QWidget *parent = nullptr);
    ~FlowRow() override;
    /// Each line ends at the trailing edge, all in the middle of the height, as actions beside a heading do.
    void setTrailing(bool trailing) { m_trailing = trailing; }
    void addItem(QLayoutItem *item) override { m_items.append(item); }
    int count() const override { return int(m_items.size()); }
    QLayoutItem *itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem *takeAt(int index) override { return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr; }
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return place({0, 0, width, 0}, false); }
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    int place(const QRect &rect, bool apply) const;
    void put(const QList<std::pair<QLayoutItem *, QRect>> &line, const QRect &rect) const;
    QList<QLayoutItem *> m_items;
    bool m_trailing = false;
};

} // namespace assay
