#pragma once

#include "ui/widgets/ToneDelegate.h"

#include <QIcon>

#include <functional>

class QPalette;

namespace assay {

/// The mark of a connection: its series' shape in its series' colour; no icon for -1.
QIcon connectionMark(int colour, const QPalette &palette, int side);

/// A ToneDelegate that puts the connection's mark before the text.
class ConnectionDelegate : public ToneDelegate {
    Q_OBJECT
public:
    using ColourOf = std::function<int(const QModelIndex &)>; ///< series number, -1: none
    explicit ConnectionDelegate(ColourOf colourOf, QObject *parent = nullptr) : ToneDelegate(parent), m_colourOf(std::move(colourOf)) {}

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    ColourOf m_colourOf;
};

} // namespace assay
